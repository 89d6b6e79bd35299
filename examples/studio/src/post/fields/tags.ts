/** Tags from a text in which commas separate them. */
export const tagsOf = (text: string): string[] =>
  text
    .split(/[,،、，]/)
    .map((tag) => tag.trim())
    .filter(Boolean);
