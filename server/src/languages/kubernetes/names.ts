/** RFC 1123 label: lower-case letters, digits, dashes inside. */
export const isLabelName = (text: string): boolean =>
  text.length <= 63 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text);

/** RFC 1123 subdomain: such labels (of any length) with dots between. */
export const isSubdomain = (text: string): boolean =>
  text.length <= 253 && text.split('.').every((part) => /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(part));

/** The name of a port: at most 15 letters, digits and dashes, a letter among them. */
export const isPortName = (text: string): boolean =>
  text.length <= 15 && /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(text) && /[a-z]/.test(text) && !text.includes('--');

/** What follows the prefix of a label's key, and a label's value. */
const isQualifiedPart = (text: string): boolean =>
  text.length <= 63 && /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);

export const isLabelValue = (text: string): boolean => text === '' || isQualifiedPart(text);

/** A key of labels and annotations: a name, or a DNS prefix, a slash and a name. */
export function isLabelKey(text: string): boolean {
  const slash = text.indexOf('/');
  if (slash < 0) return isQualifiedPart(text);
  return isSubdomain(text.slice(0, slash)) && isQualifiedPart(text.slice(slash + 1));
}

/** The same name in lower case, with dashes for what is not allowed; undefined when nothing is left of it. */
export function asDnsName(text: string, dots: boolean): string | undefined {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(dots ? /[^-a-z0-9.]/g : /[^-a-z0-9]/g, '-');
  let start = 0;
  let end = plain.length;
  while (start < end && '-.'.includes(plain.charAt(start))) start++;
  while (end > start && '-.'.includes(plain.charAt(end - 1))) end--;
  return start < end ? plain.slice(start, end) : undefined;
}

/** A word that a reader is to replace, as instructions have it: `PROJECT_ID`, `<your-project>`. */
export const isStandIn = (text: string): boolean =>
  /(?:^|[/:.@-])[A-Z][A-Z0-9]*_[A-Z0-9_]*(?:$|[/:.@-])/.test(text) || /^<[^<>]+>$/.test(text);
