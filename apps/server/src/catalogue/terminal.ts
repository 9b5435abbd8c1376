/** The document without its marks and maps, for the terminal. */
export const asText = (markdown: string): string =>
  markdown
    .replace(/```mermaid\n.*?\n```\n\n/gs, '')
    .replace(/^#### /gm, '')
    .replace(/^#+ (.*)$/gm, (_, heading: string) => `\n${heading.toUpperCase()}`)
    .replaceAll('`', '');
