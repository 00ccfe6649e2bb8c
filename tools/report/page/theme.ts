// The colours of canvases are those of the style sheet, for one theme at a time.

export type ThemeName = 'light' | 'dark';

const kNames = [
  'ground', 'panel', 'line', 'strong', 'text', 'dim', 'accent', 'bad', 'warn', 'good', 'grid', 'fault',
  'fault-text', 'message', 'have', 'selection', 'group-0', 'group-1', 'group-2', 'group-3',
  'late-0', 'late-1', 'late-2', 'late-3', 'late-4',
] as const;
export type ColourName = (typeof kNames)[number];
export type Colours = Record<ColourName, string>;

export const kSans = 'system-ui, "DejaVu Sans", sans-serif';
export const kMono = 'ui-monospace, "DejaVu Sans Mono", monospace';

export function systemTheme(): ThemeName {
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function applyTheme(name: ThemeName): Colours {
  document.documentElement.dataset.theme = name;
  const style = getComputedStyle(document.documentElement);
  const colours = {} as Colours;
  for (const colour of kNames) colours[colour] = style.getPropertyValue(`--${colour}`).trim();
  return colours;
}
