/** A template of Helm, Jinja or another language: `{{` or `{%` outside of quotes and comments. What it becomes is not known. */
export const isTemplateText = (text: string): boolean => /^[^"'\r\n#]*\{[{%]/m.test(text);
