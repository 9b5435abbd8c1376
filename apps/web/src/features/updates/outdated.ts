/** Whether the server has another page by now: the name of its script says what is in it. */
export async function isOutdated(): Promise<boolean> {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  const name = script?.src.split('/').at(-1);
  if (name === undefined) return false;
  const response = await fetch(location.pathname, { cache: 'no-store' });
  return response.ok && !(await response.text()).includes(name);
}
