import type { ComponentType, VNode } from 'preact';
import * as runtime from 'preact/jsx-runtime';

type Props = Readonly<Record<string, unknown>>;

const element: (type: string, props: Props, key?: string) => VNode<Record<string, unknown>> = runtime.jsx;
const component: (type: ComponentType<Props>, props: Props, key?: string) => VNode = runtime.jsx;

const isText = (child: unknown): child is string | number =>
  typeof child === 'string' || typeof child === 'number';

/**
 * A text that is all there is in its element is the element's content, as in React. Preact would hold the text itself, and a
 * browser that translates the page puts another in its place: what changed in it would show nowhere.
 */
function withContent(type: string, { children, ...props }: Props, key?: string): VNode {
  const made = element(type, props, key);
  // Not before: Preact takes the names of what it is given for attributes of SVG.
  made.props['textContent'] = String(children);
  return made;
}

export function jsx(type: string | ComponentType<Props>, props: Props, key?: string): VNode {
  if (typeof type !== 'string') return component(type, props, key);
  return isText(props['children']) ? withContent(type, props, key) : element(type, props, key);
}

export { jsx as jsxDEV };
export { Fragment, jsxs } from 'preact/jsx-runtime';
