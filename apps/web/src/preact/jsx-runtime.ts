import type { ComponentType, VNode } from 'preact';
import { Fragment, jsx as preactJsx, jsxs } from 'preact/jsx-runtime';

type Props = Readonly<Record<string, unknown>>;

const isText = (child: unknown): child is string | number =>
  typeof child === 'string' || typeof child === 'number';

/**
 * A text that is all there is in its element is the element's content, as in React. Preact would hold the text itself, and a
 * browser that translates the page puts another in its place: what changed in it would show nowhere.
 */
function withContent(type: string, { children, ...props }: Props, key?: string): VNode {
  const element: VNode<Record<string, unknown>> = preactJsx(type, props, key);
  // Not before: Preact takes the names of what it is given for attributes of SVG.
  element.props['textContent'] = String(children);
  return element;
}

export function jsx(type: string | ComponentType<Props>, props: Props, key?: string): VNode {
  if (typeof type !== 'string') return preactJsx(type, props, key);
  return isText(props['children']) ? withContent(type, props, key) : preactJsx(type, props, key);
}

export { Fragment, jsx as jsxDEV, jsxs };
