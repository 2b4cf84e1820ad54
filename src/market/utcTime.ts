const dayMs = 86_400_000;

/**
 * Milliseconds UTC of a day or a minute as people write them: 2020-03-12, 2020-03-12T10:00Z.
 *
 * @param edge which end of a day is meant
 * @returns    NaN for any other text
 */
export function utcTime(text: string, edge: "close" | "start"): number {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  if (!isDay && !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?Z$/.test(text)) return Number.NaN;
  const ms = Date.parse(isDay ? `${text}T00:00:00Z` : text);
  return isDay && edge === "close" ? ms + dayMs : ms;
}
