from indicators.models.figures import Indicator, Observation
from indicators.models.orientation import Orientation

__all__ = ["Indicator", "Observation", "Orientation"]
