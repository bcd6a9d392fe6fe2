// Numbers and times in words.

export const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
/// Two decimals and a true minus sign.
export const number = (value) =>
  value
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, "")
    .replace("-", "−");
export const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes >= 10) return `${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole % 60} s`;
}

export const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/// How the options of a question are called, in order.
export const letters = ["A", "B", "C", "D", "E", "F", "G", "H"];

/// The share of a normal distribution within z standard deviations, in percent (Abramowitz and Stegun 26.2.17).
export function confidencePercent(z) {
  const t = 1 / (1 + 0.2316419 * z);
  const tail = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.31938153].reduce((sum, c) => (sum + c) * t, 0);
  const outside = (2 * tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  return `${Number((100 * (1 - outside)).toFixed(1))}%`;
}
