"""A simulated study as one HTML page: tables, and figures as inline SVG, without JavaScript or outside files.

    simulation.report().to_html("study.html")

or, from what the example program haven_simulate writes,

    python -m haven.report study.json study.html

Needs matplotlib: pip install haven[report].
"""

from __future__ import annotations

import html
import io
import json
import math
import os
import sys
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

_Document = dict[str, Any]

_STYLE = """
body { font: 15px/1.5 "Helvetica Neue", Arial, sans-serif; color: #1f2933; max-width: 900px; margin: 2.5em auto; padding: 0 1.5em; }
h1 { font-size: 1.7em; margin: 0 0 .1em; } h2 { font-size: 1.2em; margin: 2em 0 .5em; border-bottom: 1px solid #cbd2d9; }
p.lead, p.note, figcaption { color: #52606d; } p.note, figcaption { font-size: .87em; }
table { border-collapse: collapse; margin: .6em 0; font-size: .93em; }
th { text-align: left; font-weight: 600; border-bottom: 1.5px solid #7b8794; padding: .25em .9em .25em 0; vertical-align: bottom; }
td { border-bottom: 1px solid #e4e7eb; padding: .25em .9em .25em 0; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.alert { color: #ab091e; font-weight: 600; } figure { margin: 1em 0; } svg { max-width: 100%; height: auto; }
@media print { body { margin: 0; max-width: none; } figure, table { break-inside: avoid; } }
"""

_COLOURS = ["#2f6f9f", "#d9822b", "#5c946e", "#8a5a9e", "#b8433a", "#7b8794", "#c2a83e", "#3fa7a0", "#d17ba8", "#444444"]


_SELECTION = {
    "mfi": "maximum information",
    "bopt": "nearest difficulty (Urry)",
    "thopt": "nearest point of most information",
    "mlwi": "information weighted by the likelihood",
    "mpwi": "information weighted by the posterior",
    "mei": "maximum expected information",
    "mepv": "minimum expected posterior variance",
    "kl": "Kullback–Leibler information",
    "klp": "Kullback–Leibler information, posterior",
    "gdi": "global discrimination index",
    "gdip": "global discrimination index, posterior",
    "cut_information": "information at the cut",
}


def write_html(document: str, path: str | os.PathLike[str], *, title: str = "Simulation study") -> None:
    """Writes the page of a report, given as its JSON."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(to_html(json.loads(document), title=title))


def to_html(report: _Document, *, title: str = "Simulation study") -> str:
    """The page of a report, given as the object that its JSON holds."""
    sections = [_heading(report, title), _plan(report), _main_figures(report), _precision(report), _lengths(report)]
    sections += [_decisions(report), _exposure(report), _content(report), _relaxations(report)]
    sections.append(
        '<p class="note">All figures are of this pool, these rules and these simulated candidates. They hold as far as the '
        "items' parameters and the model do, and say nothing of an exam on another bank.</p>"
    )
    body = "\n".join(section for section in sections if section)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


# Numbers and tables


def _number(value: Any) -> float:
    return float(value)  # "nan" and "inf" are strings in the JSON


def _show(value: Any, digits: int = 3) -> str:
    number = _number(value)
    if math.isnan(number):
        return "–"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    text = f"{number:.{digits}f}"
    return (text if float(text) else text.lstrip("-")).replace("-", "−")


def _figure_text(figure: _Document, digits: int = 3) -> str:
    if math.isnan(_number(figure["value"])):
        return "–"
    return f"{_show(figure['value'], digits)} ± {_show(figure['standard_error'], digits)}"


def _percent(value: Any, digits: int = 1) -> str:
    return "–" if math.isnan(_number(value)) else f"{_show(100.0 * _number(value), digits)} %"


def _percent_figure(figure: _Document) -> str:
    if math.isnan(_number(figure["value"])):
        return "–"
    return f"{_show(100.0 * _number(figure['value']), 2)} ± {_show(100.0 * _number(figure['standard_error']), 2)} %"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _table(heads: list[str], rows: list[list[str]], *, texts: int = 1, alerts: set[tuple[int, int]] | None = None) -> str:
    """A table whose first `texts` columns are text and the others numbers."""

    def cell(tag: str, text: str, column: int, alert: bool = False) -> str:
        kind = " ".join(["number"] * (column >= texts) + ["alert"] * alert)
        return f'<{tag} class="{kind}">{text}</{tag}>' if kind else f"<{tag}>{text}</{tag}>"

    head = "".join(cell("th", html.escape(text), column) for column, text in enumerate(heads))
    lines = [f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>"]
    for place, row in enumerate(rows):
        cells = (
            cell("td", html.escape(text), column, (place, column) in (alerts or set())) for column, text in enumerate(row)
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join(lines) + "\n</tbody></table>"


# Figures


def _svg(figure: Figure, name: str) -> str:
    """The figure as an <svg> element: the same bytes for the same data."""
    text = io.StringIO()
    with rc_context({"svg.hashsalt": name, "svg.fonttype": "none"}):
        figure.savefig(text, format="svg", metadata={"Date": None})
    svg = text.getvalue()
    return svg[svg.index("<svg") :]


def _canvas(width: float, height: float, columns: int = 1) -> tuple[Figure, list[Any]]:
    with rc_context({"font.family": "sans-serif", "font.sans-serif": ["Helvetica Neue", "Arial", "sans-serif"]}):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = [figure.add_subplot(1, columns, column + 1) for column in range(columns)]
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
        axis.tick_params(labelsize=9)
        axis.grid(axis="y", color="#e4e7eb", linewidth=0.8)
        axis.set_axisbelow(True)
    return figure, axes


def _caption(svg: str, text: str) -> str:
    return f"<figure>\n{svg}\n<figcaption>{html.escape(text)}</figcaption>\n</figure>"


# Sections


def _heading(report: _Document, title: str) -> str:
    pool = report["pool"]
    parts = [f"{pool['items']} items"]
    parts += [f"{pool['sets']} case studies"] if pool["sets"] else []
    parts += [f"{pool['pretest']} items on trial"] if pool["pretest"] else []
    lead = f"{report['candidates']:,} simulated exams on a pool of " + ", ".join(parts)
    return f'<h1>{html.escape(title)}</h1>\n<p class="lead">{html.escape(lead)}.</p>'


def _stopping_rules(rules: _Document) -> str:
    found = []
    standard = rules.get("passing_standard")
    if standard is not None and rules.get("stop_when_confident"):
        found.append(f"interval of ± {_show(rules['confidence_z'], 3)} standard errors excludes the standard")
    for name, words in (("sprt", "sequential probability ratio test"), ("glr", "generalised likelihood ratio test")):
        if test := rules.get(name):
            found.append(f"{words} (α {test['alpha']:g}, β {test['beta']:g}, half-width {test['half_width']:g})")
    if (value := rules.get("posterior_confidence")) is not None:
        found.append(f"posterior probability of a decision at least {value:g}")
    if rules.get("stop_when_certain"):
        found.append("no further answer can change the decision")
    for name, words in (
        ("target_standard_error", "standard error at most"),
        ("standard_error_change", "standard error changed by less than"),
        ("minimum_information", "no item left informs as much as"),
    ):
        if (value := rules.get(name)) is not None:
            found.append(f"{words} {value:g}")
    return "; ".join(found) if found else "none before the maximum length"


def _plan(report: _Document) -> str:
    rules = report["blueprint"]
    estimator = str(rules["estimator"])
    rows = [["Length", f"{rules['minimum_items']} to {rules['maximum_items']} items"]]
    rows.append(["Ability", f"{estimator.upper()}, begins at {_show(rules['start_theta'], 2)}"])
    rows.append(["Selection", _SELECTION.get(str(rules["selection"]), _words(str(rules["selection"])))])
    rows.append(["Ends early when", _stopping_rules(rules)])
    if (standard := rules.get("passing_standard")) is not None:
        rows.append(["Passing standard", _show(standard, 2)])
    if (limit := rules.get("time_limit_microseconds")) is not None:
        rows.append(["Time", f"{limit / 60e6:g} minutes"])
    for name, words in (("sets", "Case studies"), ("pretest", "Items on trial")):
        placement = rules.get(name) or {"count": 0}
        if placement["count"]:
            where = f"at positions {placement['first_position']} to {placement['last_position']}"
            rows.append([words, f"{placement['count']}, {where}"])
    exposure = rules.get("exposure") or {}
    if exposure.get("randomesque", 1) > 1:
        rows.append(["Exposure", f"drawn among the {exposure['randomesque']} best items"])
    if rules.get("content"):
        tolerance = rules.get("content_tolerance", 0.0)
        rows.append(["Content", f"{len(rules['content'])} bounds, tolerance {_percent(tolerance)}"])
    return "<h2>Plan of the study</h2>\n" + _table(["Rule", "Value"], rows, texts=2)


def _main_figures(report: _Document) -> str:
    rows = []
    if precision := report["precision"]:
        rows.append(["Bias", _figure_text(precision["bias"])])
        rows.append(["Root mean squared error", _figure_text(precision["rmse"])])
        rows.append(["Mean absolute error", _figure_text(precision["mean_absolute_error"])])
        rows.append(["Mean standard error that the exams report", _figure_text(precision["reported_error"])])
    rows.append(["Mean length", _figure_text(report["lengths"]["mean"], 2)])
    if decisions := report["decisions"]:
        rows.append(["Pass rate", _percent_figure(decisions["pass_rate"])])
        if confusion := decisions["confusion"]:
            rows.append(["Decisions that agree with the truth", _percent_figure(confusion["accuracy"])])
    rows.append(["Largest exposure rate", _percent(report["exposure"]["maximum"])])
    rows.append(["Overlap of two exams", _percent(report["exposure"]["counted_overlap"])])
    note = '<p class="note">± is one Monte-Carlo standard error: how far a figure varies with other candidates.</p>'
    return "<h2>Main figures</h2>\n" + _table(["Figure", "Value"], rows) + note


def _centres(bins: list[_Document]) -> list[float]:
    """Where the bins are drawn; an open one as wide as its neighbour."""
    bounds = [(_number(one["theta_low"]), _number(one["theta_high"])) for one in bins]
    widths = [high - low for low, high in bounds if math.isfinite(high - low)]
    width = widths[0] if widths else 1.0
    centres = []
    for low, high in bounds:
        low = high - width if math.isinf(low) else low
        high = low + width if math.isinf(high) else high
        centres.append(0.0 if math.isinf(low) else 0.5 * (low + high))
    return centres


def _curve(axis: Any, theta: list[float], figures: list[_Document], colour: str, label: str) -> None:
    value = [_number(one["value"]) for one in figures]
    error = [2.0 * _number(one["standard_error"]) for one in figures]
    axis.fill_between(
        theta,
        [v - e for v, e in zip(value, error, strict=True)],
        [v + e for v, e in zip(value, error, strict=True)],
        color=colour,
        alpha=0.18,
        linewidth=0,
    )
    axis.plot(theta, value, color=colour, marker="o", markersize=3.5, linewidth=1.5, label=label)


def _precision(report: _Document) -> str:
    bins = [one for one in report["by_theta"] if one["candidates"] > 1]
    if not bins:
        return ""
    theta = _centres(bins)
    figure, (left, right) = _canvas(8.6, 3.1, 2)
    left.axhline(0.0, color="#7b8794", linewidth=0.9)
    _curve(left, theta, [one["bias"] for one in bins], _COLOURS[0], "bias")
    left.set_title("Bias", fontsize=10, loc="left")
    _curve(right, theta, [one["rmse"] for one in bins], _COLOURS[4], "RMSE")
    _curve(right, theta, [one["reported_error"] for one in bins], _COLOURS[0], "reported standard error")
    right.set_ylim(bottom=0.0)
    right.set_title("Error of measurement", fontsize=10, loc="left")
    right.legend(fontsize=8.5, frameon=False, loc="lower left")
    for axis in (left, right):
        axis.set_xlabel("true ability", fontsize=9.5)
    caption = "By true ability, with bands of two Monte-Carlo standard errors."
    if any(math.isinf(_number(one[end])) for one in bins for end in ("theta_low", "theta_high")):
        caption += " The outer points stand for open bins."
    return "<h2>Precision</h2>\n" + _caption(_svg(figure, "precision"), caption) + _by_theta(report)


def _by_theta(report: _Document) -> str:
    with_decisions = report["decisions"] is not None
    heads = ["True ability", "Candidates", "Bias", "RMSE", "Reported SE", "Length"] + ["Passed"] * with_decisions
    rows = []
    for one in report["by_theta"]:
        row = [f"[{_show(one['theta_low'], 1)}, {_show(one['theta_high'], 1)})", f"{one['candidates']:,}"]
        row += [_figure_text(one["bias"]), _figure_text(one["rmse"]), _show(one["reported_error"]["value"])]
        row += [_figure_text(one["length"], 1)] + [_percent_figure(one["pass_rate"])] * with_decisions
        rows.append(row)
    return _table(heads, rows)


def _lengths(report: _Document) -> str:
    lengths = report["lengths"]
    counts = lengths["counts"]
    if not counts:
        return ""
    reasons = [name for name, exams in report["stop_reasons"].items() if exams > 0]
    reasons.sort(key=lambda name: -report["stop_reasons"][name])
    low, high = lengths["minimum"], lengths["maximum"]
    width = max(1, math.ceil((high - low + 1) / 40))
    edges = [low - 0.5 + width * i for i in range((high - low) // width + 2)]
    figure, (axis,) = _canvas(8.6, 2.9)
    values, weights = [], []
    for reason in reasons:
        values.append([one["length"] for one in counts if one["reason"] == reason])
        weights.append([one["candidates"] for one in counts if one["reason"] == reason])
    axis.hist(
        values,
        bins=edges,
        weights=weights,
        stacked=True,
        color=[_COLOURS[i % len(_COLOURS)] for i in range(len(reasons))],
        label=[_words(name) for name in reasons],
        edgecolor="white",
        linewidth=0.5,
    )
    axis.set_xlabel("items given", fontsize=9.5)
    axis.set_ylabel("exams", fontsize=9.5)
    axis.legend(fontsize=8.5, frameon=False, title="ended by", title_fontsize=8.5)
    quartiles = f"{lengths['lower_quartile']}, {lengths['median']} and {lengths['upper_quartile']}"
    caption = f"Length of the exams by why they ended. Quartiles {quartiles}, standard deviation {_show(lengths['sd'], 1)}."
    rows = [
        [_words(name), f"{report['stop_reasons'][name]:,}", _percent(report["stop_reasons"][name] / report["candidates"])]
        for name in reasons
    ]
    return (
        "<h2>Length and end</h2>\n"
        + _caption(_svg(figure, "lengths"), caption)
        + _table(["Ended by", "Exams", "Share"], rows)
    )


def _decisions(report: _Document) -> str:
    decisions = report["decisions"]
    if decisions is None:
        return ""
    parts = ["<h2>Decisions</h2>"]
    if confusion := decisions["confusion"]:
        rows = [
            ["truly at or above the standard", f"{confusion['true_pass']:,}", f"{confusion['false_fail']:,}"],
            ["truly below", f"{confusion['false_pass']:,}", f"{confusion['true_fail']:,}"],
        ]
        parts.append(_table(["Candidates", "passed", "failed"], rows))
    if decisions["rules"]:
        parts.append(_rule_table(decisions))
    rows = [
        [name, _percent(quality["accuracy"], 2), _percent(quality["consistency"], 2)]
        for name, quality in (("Rudner (2001, 2005)", decisions["rudner"]), ("Lee (2010)", decisions["lee"]))
        if quality
    ]
    if rows:
        parts.append(_table(["Expected from the final estimates by", "Accuracy", "Consistency"], rows))
    parts.append(_pass_curve(report))
    return "\n".join(parts)


def _rule_table(decisions: _Document) -> str:
    confusion = decisions["confusion"]
    rows: list[list[str]] = []
    alerts: set[tuple[int, int]] = set()
    rows.append(["all exams", "", _percent_figure(confusion["false_pass_rate"]), ""])
    rows[0] += [_percent_figure(confusion["false_fail_rate"]), ""]
    for rule in decisions["rules"]:
        where = f", at least {rule['half_width']:g} from the standard" if rule["half_width"] else ""
        row = [f"ended by {_words(rule['reason'])}{where}", f"{rule['exams']:,}"]
        for column, side in ((2, "false_pass"), (4, "false_fail")):
            row += [_percent_figure(rule[side]), _percent(rule[f"nominal_{side}"], 2)]
            if _number(rule[side]["value"]) - 2.0 * _number(rule[side]["standard_error"]) > rule[f"nominal_{side}"]:
                alerts.add((len(rows), column))
        rows.append(row)
    heads = ["", "Exams", "False pass", "nominal", "False fail", "nominal"]
    note = (
        '<p class="note">False pass: share of those truly below the standard who passed; false fail likewise. '
        "Beside it what the rule states for a single look; a rule that looks after every item need not keep it, least of "
        "all near the standard. Red: above the nominal rate by more than two Monte-Carlo standard errors.</p>"
    )
    return _table(heads, rows, alerts=alerts) + note


def _pass_curve(report: _Document) -> str:
    bins = [one for one in report["by_theta"] if one["candidates"] > 1]
    if not bins:
        return ""
    figure, (axis,) = _canvas(5.4, 2.7)
    _curve(axis, _centres(bins), [one["pass_rate"] for one in bins], _COLOURS[2], "passed")
    axis.axvline(report["decisions"]["passing_standard"], color="#7b8794", linewidth=0.9, linestyle="--")
    axis.set_ylim(-0.02, 1.02)
    axis.set_xlabel("true ability", fontsize=9.5)
    axis.set_ylabel("share that passed", fontsize=9.5)
    return _caption(_svg(figure, "pass"), "Who passes, by true ability. Dashed: the passing standard.")


def _exposure(report: _Document) -> str:
    exposure = report["exposure"]
    rates = sorted((one["rate"] for one in exposure["items"]), reverse=True)
    figure, (axis,) = _canvas(8.6, 2.6)
    axis.fill_between(range(1, len(rates) + 1), rates, step="mid", color=_COLOURS[0], alpha=0.85, linewidth=0)
    axis.axhline(exposure["mean"], color=_COLOURS[1], linewidth=1.2, label=f"mean {_percent(exposure['mean'])}")
    axis.set_xlim(0.5, len(rates) + 0.5)
    axis.set_ylim(bottom=0.0)
    axis.set_xlabel("items, by how often they were given", fontsize=9.5)
    axis.set_ylabel("exposure rate", fontsize=9.5)
    axis.legend(fontsize=8.5, frameon=False)
    rows = [
        ["Largest rate", _percent(exposure["maximum"])],
        ["Items never given", f"{exposure['never_used']} ({_percent(exposure['never_used'] / max(1, len(rates)))})"],
        ["Overlap, from the variance of the rates", _percent(exposure["overlap"])],
        ["Overlap, counted over all pairs of exams", _percent(exposure["counted_overlap"])],
    ]
    most = [[one["id"], _percent(one["rate"])] for one in sorted(exposure["items"], key=lambda one: -one["rate"])[:10]]
    return (
        "<h2>Exposure</h2>\n"
        + _caption(_svg(figure, "exposure"), "Share of the exams that gave each item.")
        + _table(["Exposure", "Value"], rows)
        + _table(["Items given most", "Rate"], most)
    )


def _content(report: _Document) -> str:
    coverage = report["content"]
    if not coverage:
        return ""
    rows: list[list[str]] = []
    alerts: set[tuple[int, int]] = set()
    for one in coverage:
        bounded = one["lower_bound"] is not None
        row = [_words(one["attribute"]), _words(one["value"])]
        row += [f"{_percent(one['lower_bound'])} – {_percent(one['upper_bound'])}" if bounded else "–"]
        row += [_percent(one["minimum"]), _percent(one["mean"]), _percent(one["maximum"])]
        row += [f"{one['outside']:,}" if bounded else "–"]
        if one["outside"]:
            alerts.add((len(rows), 6))
        rows.append(row)
    heads = ["Attribute", "Value", "Bounds", "Smallest", "Mean", "Largest", "Exams outside"]
    note = (
        '<p class="note">Shares among the scored items of an exam. Bounds include the tolerance; exams outside are '
        "counted in whole items, the bounds rounded as in the exam.</p>"
    )
    return "<h2>Content</h2>\n" + _table(heads, rows, texts=2, alerts=alerts) + note


def _relaxations(report: _Document) -> str:
    names = {
        "target": "a target share of content",
        "exposure": "exposure control",
        "content": "bounds of content",
    }
    rows = [
        [words, f"{report['relaxed_items'][name]:,}", f"{report['relaxed_exams'][name]:,}"] for name, words in names.items()
    ]
    note = '<p class="note">An exam is counted under the furthest rule that it had to give up.</p>'
    return "<h2>Rules that could not be heeded</h2>\n" + _table(["Rule", "Items", "Exams"], rows) + note


def _main(arguments: list[str]) -> int:
    if len(arguments) not in (2, 3):
        print("usage: python -m haven.report report.json page.html [title]", file=sys.stderr)
        return 2
    with open(arguments[0], encoding="utf-8") as file:
        write_html(file.read(), arguments[1], **({"title": arguments[2]} if len(arguments) == 3 else {}))
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
