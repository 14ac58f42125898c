"""Drawings of figures in templates: `{% chart chart %}`, `{% trend figure %}`."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from indicators.charts.chart import Chart
from indicators.charts.trends import meters_of

register = template.Library()


@register.simple_tag
def drawing(chart: Chart) -> SafeString:
    """The SVG of a chart."""
    return render_to_string(chart.drawing.template, {"chart": chart, "drawing": chart.drawing})


@register.inclusion_tag("includes/figure_trend.html")
def trend(figure: Any) -> dict[str, Any]:
    """A small drawing of how a figure came to be, with its words: `give_trends()` has set `trend`.

    Without a series: how the figure stands to the same period and to the plan, or nothing.
    """
    found = getattr(figure, "trend", None)
    return {"figure": figure, "trend": found, "meters": [] if found else meters_of(figure)}
