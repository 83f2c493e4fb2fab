import { canonicalName, type ImageReference, officialName } from '../image/reference';

/** A release whose support has ended, and when: year and month. */
export interface EndOfLife {
  readonly release: string;
  readonly since: string;
}

type Table = Readonly<Record<string, string>>;

/**
 * Ends of support as the projects have announced them (for Debian that of long-term support, for Ubuntu that of standard support). Only
 * what lies before the release of this table is in it, so that no clock is needed.
 */
const RELEASES: Readonly<Record<string, { readonly title: string; readonly ends: Table }>> = {
  debian: {
    title: 'Debian',
    ends: { 7: '2018-05', 8: '2020-06', 9: '2022-06', 10: '2024-06', 11: '2026-08' },
  },
  ubuntu: {
    title: 'Ubuntu',
    ends: {
      '12.04': '2017-04',
      '14.04': '2019-04',
      '16.04': '2021-04',
      '18.04': '2023-05',
      '19.04': '2020-01',
      '19.10': '2020-07',
      '20.04': '2025-05',
      '20.10': '2021-07',
      '21.04': '2022-01',
      '21.10': '2022-07',
      '22.10': '2023-07',
      '23.04': '2024-01',
      '23.10': '2024-07',
      '24.10': '2025-07',
      '25.04': '2026-01',
    },
  },
  alpine: {
    title: 'Alpine',
    ends: {
      '3.9': '2020-11',
      '3.10': '2021-05',
      '3.11': '2021-11',
      '3.12': '2022-05',
      '3.13': '2022-11',
      '3.14': '2023-05',
      '3.15': '2023-11',
      '3.16': '2024-05',
      '3.17': '2024-11',
      '3.18': '2025-05',
      '3.19': '2025-11',
      '3.20': '2026-04',
    },
  },
  node: {
    title: 'Node.js',
    ends: {
      8: '2019-12',
      10: '2021-04',
      11: '2019-06',
      12: '2022-04',
      13: '2020-06',
      14: '2023-04',
      15: '2021-06',
      16: '2023-09',
      17: '2022-06',
      18: '2025-04',
      19: '2023-06',
      20: '2026-04',
      21: '2024-06',
      23: '2025-06',
    },
  },
  python: {
    title: 'Python',
    ends: {
      2: '2020-01',
      '2.7': '2020-01',
      '3.4': '2019-03',
      '3.5': '2020-09',
      '3.6': '2021-12',
      '3.7': '2023-06',
      '3.8': '2024-10',
      '3.9': '2025-10',
    },
  },
  php: {
    title: 'PHP',
    ends: {
      5: '2018-12',
      '5.6': '2018-12',
      7: '2022-11',
      '7.0': '2019-01',
      '7.1': '2019-12',
      '7.2': '2020-11',
      '7.3': '2021-12',
      '7.4': '2022-11',
      '8.0': '2023-11',
      '8.1': '2025-12',
    },
  },
  ruby: {
    title: 'Ruby',
    ends: {
      2: '2023-03',
      '2.3': '2019-03',
      '2.4': '2020-04',
      '2.5': '2021-04',
      '2.6': '2022-04',
      '2.7': '2023-03',
      '3.0': '2024-04',
      '3.1': '2025-03',
      '3.2': '2026-03',
    },
  },
  golang: {
    title: 'Go',
    ends: {
      '1.16': '2022-03',
      '1.17': '2022-08',
      '1.18': '2023-02',
      '1.19': '2023-08',
      '1.20': '2024-02',
      '1.21': '2024-08',
      '1.22': '2025-02',
      '1.23': '2025-08',
    },
  },
  postgres: {
    title: 'PostgreSQL',
    ends: {
      '9.5': '2021-02',
      '9.6': '2021-11',
      10: '2022-11',
      11: '2023-11',
      12: '2024-11',
      13: '2025-11',
    },
  },
  centos: { title: 'CentOS', ends: { 6: '2020-11', 7: '2024-06', 8: '2021-12' } },
  dotnet: {
    title: '.NET',
    ends: { '2.1': '2021-08', '3.1': '2022-12', '5.0': '2022-05', '6.0': '2024-11', '7.0': '2024-05' },
  },
};

/** Code names, alone or as the last part of another image's tag. */
const CODE_NAMES: Readonly<Record<string, readonly [system: 'debian' | 'ubuntu', version: string]>> = {
  wheezy: ['debian', '7'],
  jessie: ['debian', '8'],
  stretch: ['debian', '9'],
  buster: ['debian', '10'],
  bullseye: ['debian', '11'],
  trusty: ['ubuntu', '14.04'],
  xenial: ['ubuntu', '16.04'],
  bionic: ['ubuntu', '18.04'],
  focal: ['ubuntu', '20.04'],
};

/** The release that an image's tag names, when its support has ended: of the software, else of the system below it. */
export function endOfLife(image: ImageReference): EndOfLife | undefined {
  const { tag } = image;
  if (tag === undefined) return undefined;
  const name = canonicalName(image).startsWith('mcr.microsoft.com/dotnet/') ? 'dotnet' : officialName(image);
  if (name === undefined) return undefined;
  return ofVersion(name, /^(\d+(?:\.\d+)?)(?=$|[.-])/.exec(tag)?.[1]) ?? ofSystem(tag);
}

function ofVersion(name: string, version: string | undefined, codeName?: string): EndOfLife | undefined {
  const known = Object.hasOwn(RELEASES, name) ? RELEASES[name] : undefined;
  if (!known || version === undefined) return undefined;
  const major = version.split('.')[0] ?? '';
  const found = [version, major].find((key) => Object.hasOwn(known.ends, key));
  const since = found === undefined ? undefined : known.ends[found];
  if (found === undefined || since === undefined) return undefined;
  // A major number alone is a release only where majors are; `php:7` is the last 7, `php:7.5` none that is known.
  if (found !== version && Object.keys(known.ends).some((key) => key.startsWith(`${major}.`))) return undefined;
  return { release: `${known.title} ${found}${codeName ? ` (${codeName})` : ''}`, since };
}

/** `bookworm`, `slim-bullseye`, `alpine3.17`, `ubuntu20.04`. */
function ofSystem(tag: string): EndOfLife | undefined {
  for (const part of tag.split('-')) {
    const named = Object.hasOwn(CODE_NAMES, part) ? CODE_NAMES[part] : undefined;
    if (named) return ofVersion(named[0], named[1], part);
    const numbered = /^(alpine|ubuntu)(\d+\.\d+)/.exec(part);
    const found = numbered?.[1] === undefined ? undefined : ofVersion(numbered[1], numbered[2]);
    if (found) return found;
  }
  return undefined;
}
