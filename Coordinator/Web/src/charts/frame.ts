import type { Theme } from "../theme";

/** The settings that all plots with two axes share. */
export const frame = (theme: Theme) => ({ animation: false, textStyle: { fontFamily: theme.font } });

/** The style of axis labels and names. */
export const axisText = (theme: Theme) => ({ color: theme.muted, fontFamily: theme.font, fontSize: 12 });

export const axisLine = (theme: Theme) => ({ show: true, lineStyle: { color: theme.line, width: 1 } });

/** Places the name of a horizontal axis below it. */
export const nameBelow = (name: string, theme: Theme) => ({ name, nameLocation: "middle", nameGap: 28, nameTextStyle: axisText(theme), axisLine: axisLine(theme), splitLine: { show: false } });

/** A vertical numeric axis with its name along it. */
export const upright = (name: string, scale: object, theme: Theme, nameGap = 38) => ({
  type: "value", ...scale, name, nameLocation: "middle", nameGap, nameTextStyle: axisText(theme),
  axisLabel: axisText(theme), axisLine: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: theme.line, width: 1 } },
});

export const tooltipLook = (theme: Theme) => ({
  confine: true, backgroundColor: theme.surface, borderColor: theme.line, textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 13 },
});
