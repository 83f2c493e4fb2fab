import { code } from './markdown';

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': 'once a year, on 1 January at 00:00',
  '@annually': 'once a year, on 1 January at 00:00',
  '@monthly': 'once a month, on day 1 at 00:00',
  '@weekly': 'once a week, on Sunday at 00:00',
  '@daily': 'every day at 00:00',
  '@midnight': 'every day at 00:00',
  '@hourly': 'every hour, at minute 0',
};

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SHORT_DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const SHORT_MONTHS = MONTHS.map((month) => month.slice(0, 3).toLowerCase());

/** A schedule of cron in words, as far as there are plain ones; undefined for what is no schedule. */
export function scheduleText(schedule: string): string | undefined {
  const text = schedule.trim().toLowerCase();
  const macro = Object.hasOwn(MACROS, text) ? MACROS[text] : undefined;
  if (macro !== undefined) return macro;
  const fields = text.split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) return undefined;
  if (fields.some((field) => !/^[0-9a-z*?,/-]+$/.test(field))) return undefined;
  const when = [
    timeText(minute, hour),
    dayText(day, weekday),
    isAny(month) ? '' : `in ${named(month, MONTHS, SHORT_MONTHS, 1)}`,
  ];
  return when.filter((part) => part !== '').join(' ');
}

const isAny = (field: string): boolean => field === '*' || field === '?';

const isNumber = (field: string): boolean => /^\d{1,2}$/.test(field);

function timeText(minute: string, hour: string): string {
  const every = /^\*\/(\d{1,2})$/.exec(minute)?.[1];
  if (isAny(hour)) {
    if (isAny(minute)) return 'every minute';
    if (every !== undefined) return every === '1' ? 'every minute' : `every ${every} minutes`;
    return `every hour, at minute ${spoken(minute)}`;
  }
  const hours = hour.split(',');
  if (isNumber(minute) && hours.every(isNumber))
    return `at ${hours.map((each) => `${each.padStart(2, '0')}:${minute.padStart(2, '0')}`).join(', ')}`;
  const everyHour = /^\*\/(\d{1,2})$/.exec(hour)?.[1];
  const inHours = everyHour === undefined ? `in hours ${spoken(hour)}` : `every ${everyHour} hours`;
  if (every !== undefined) return `every ${every} minutes ${inHours}`;
  return isAny(minute) ? `every minute ${inHours}` : `at minute ${spoken(minute)} ${inHours}`;
}

/** With both a day and a weekday, either is enough. */
function dayText(day: string, weekday: string): string {
  if (isAny(day) && isAny(weekday)) return 'every day';
  const dates = isAny(day) ? '' : `on day ${spoken(day)} of the month`;
  const days = isAny(weekday) ? '' : `on ${named(weekday, DAYS, SHORT_DAYS, 0)}`;
  return dates !== '' && days !== '' ? `${dates} and also ${days}` : dates + days;
}

const spoken = (field: string): string =>
  field
    .split(',')
    .map((part) => stepped(part) ?? part.replace(/^(\d+)-(\d+)$/, '$1 to $2'))
    .join(', ');

/** More numbers than these are not spelled out. */
const MAX_NUMBERS = 6;

/** `2-10/3` as its numbers; a long one, and one without an end, by its steps. */
function stepped(part: string): string | undefined {
  const [, from, to, by] = /^(\d{1,2})(?:-(\d{1,2}))?\/(\d{1,2})$/.exec(part) ?? [];
  if (from === undefined || by === undefined || Number(by) === 0) return undefined;
  const steps = by === '1' ? '' : ` in steps of ${by}`;
  if (to === undefined) return `from ${from} on${steps}`;
  const numbers: number[] = [];
  for (let number = Number(from); number <= Number(to); number += Number(by)) numbers.push(number);
  return numbers.length === 0 || numbers.length > MAX_NUMBERS ? `${from} to ${to}${steps}` : numbers.join(', ');
}

/** Numbers and short names as names. */
function named(field: string, names: readonly string[], short: readonly string[], first: number): string {
  const one = (text: string): string => {
    const index = isNumber(text) ? Number(text) - first : short.indexOf(text);
    return names[index] ?? text;
  };
  const parts = field.split(',').map((part) => {
    const range = /^([a-z0-9]+)-([a-z0-9]+)$/.exec(part);
    return range?.[1] && range[2] ? `${one(range[1])} to ${one(range[2])}` : one(part);
  });
  return parts.join(', ');
}

/** A CronJob's schedule: in words, and in whose time. */
export function cronText(schedule: string, timeZone: string | undefined): string {
  const words = scheduleText(schedule);
  if (words === undefined) return `${code(schedule)} is no schedule`;
  const zone =
    timeZone === undefined ? "in the control plane's time zone, mostly UTC" : `in the time of ${code(timeZone)}`;
  return `**Starts** ${words}, ${zone}`;
}
