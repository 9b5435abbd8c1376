import { type ESTree, parseSync, Visitor } from 'vite';

/*
 * A browser that translates a page takes every text out of it and puts elements of its own in its place. Texts that
 * React holds by themselves it then looks for in vain: it breaks where one of them, or what stands before it, goes
 * or comes, and what changes in them shows nowhere. It holds no text that is all there is in its element: that it
 * sets as the element's content, whatever stands there by now.
 */

type Child = ESTree.JSXChild;
type Expression = ESTree.JSXExpressionContainer['expression'];

/** Texts of a component file that stand beside something that comes and goes, as `line: text`. */
export function bareTexts(source: string): readonly string[] {
  const { program } = parseSync('component.tsx', source);
  const slots = slotsIn(source);
  const found: number[] = [];
  const functions: string[] = [];
  const enter = (name: string) => void functions.push(name);
  const leave = () => void functions.pop();

  new Visitor({
    FunctionDeclaration: ({ id }) => enter(id?.name ?? ''),
    'FunctionDeclaration:exit': leave,
    FunctionExpression: () => enter(''),
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: () => enter(''),
    'ArrowFunctionExpression:exit': leave,
    // Where a component is nothing but a text, its parent cannot know that.
    ReturnStatement({ argument }) {
      if (argument && isComponent(functions.at(-1) ?? '') && isText(argument)) found.push(argument.start);
    },
    JSXFragment: ({ children }) => void found.push(...textsIn(children).map(({ start }) => start)),
    JSXElement({ openingElement, children }) {
      const present = children.filter(isPresent);
      if (present.length < 2) return;
      const isStill = isHost(openingElement) && present.every(isStillThere);
      if (!isStill) found.push(...textsIn(present).map(({ start }) => start));
    },
  }).visit(program);

  return found.map((start) => excerptAt(source, start));

  function textsIn(children: readonly Child[]): readonly Child[] {
    return children.filter(isPresent).filter((child) => {
      if (child.type === 'JSXText') return true;
      return child.type === 'JSXExpressionContainer' && mayBeText(child.expression);
    });
  }

  function mayBeText(expression: Expression): boolean {
    switch (expression.type) {
      case 'JSXElement':
      case 'JSXFragment':
      case 'JSXEmptyExpression':
        return false;
      case 'ParenthesizedExpression':
        return mayBeText(expression.expression);
      case 'Literal':
        return typeof expression.value === 'string' || typeof expression.value === 'number';
      case 'ConditionalExpression':
        return mayBeText(expression.consequent) || mayBeText(expression.alternate);
      case 'LogicalExpression':
        return (expression.operator !== '&&' && mayBeText(expression.left)) || mayBeText(expression.right);
      case 'Identifier':
        return !slots.has(expression.name);
      case 'CallExpression':
        return !makesElements(expression);
      default:
        return true;
    }
  }

  function makesElements({ callee, arguments: [first] }: ESTree.CallExpression): boolean {
    if (callee.type === 'Identifier') return slots.has(callee.name);
    if (callee.type !== 'MemberExpression' || first?.type !== 'ArrowFunctionExpression') return false;
    return first.body.type === 'BlockStatement' || !mayBeText(first.body);
  }
}

/** What a file says is an element or several, where it is not written in place. */
const slotsIn = (source: string): ReadonlySet<string> =>
  new Set(
    [...source.matchAll(/(\w+)\??: ReactNode|const (\w+) = \([^)]*\) => \(\s*</g)].map(
      ([, property, made]) => property ?? made ?? '',
    ),
  );

const isComponent = (name: string): boolean => /^[A-Z]/.test(name);

const isHost = ({ name }: ESTree.JSXOpeningElement): boolean =>
  name.type === 'JSXIdentifier' && !isComponent(name.name);

/** Line breaks and what is around them are no text to JSX. */
const isPresent = (child: Child): boolean =>
  child.type === 'JSXText'
    ? child.value.trim() !== '' || !child.value.includes('\n')
    : !(child.type === 'JSXExpressionContainer' && child.expression.type === 'JSXEmptyExpression');

/** Words as they are written, and elements of the page: neither ever changes places. */
function isStillThere(child: Child): boolean {
  if (child.type === 'JSXText') return true;
  if (child.type === 'JSXElement') return isHost(child.openingElement);
  return (
    child.type === 'JSXExpressionContainer' &&
    (child.expression.type === 'Literal' || isSaidAlways(child.expression))
  );
}

/** A sentence in the reader's language, which is the same as long as the page is open. */
const isSaidAlways = (expression: Expression): boolean =>
  expression.type === 'CallExpression' &&
  expression.callee.type === 'Identifier' &&
  expression.callee.name === 't' &&
  expression.arguments.length === 1;

const isText = (expression: ESTree.Expression): boolean =>
  expression.type === 'TemplateLiteral' ||
  (expression.type === 'Literal' && typeof expression.value === 'string');

function excerptAt(source: string, start: number): string {
  const rest = source.slice(start).trimStart();
  const line = source.slice(0, source.length - rest.length).split('\n').length;
  return `${line}: ${rest.split('\n')[0]}`;
}
