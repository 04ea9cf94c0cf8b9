"""An alliance of made-up people in every stage, for whoever tries the product; made by the services, from a seed."""

from vouchbook.sample.alliance import ASSOCIATIONS, USUAL, Made, day_everywhere, made_in, make
from vouchbook.sample.stages import STAGES
from vouchbook.sample.world import Cast

__all__ = ["ASSOCIATIONS", "STAGES", "USUAL", "Cast", "Made", "day_everywhere", "made_in", "make"]
