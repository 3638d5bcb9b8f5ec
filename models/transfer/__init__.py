"""What earlier studies on other data sets teach about the next one.

Data flows one way: `names` and `correspondence` say which parameters of two spaces are the same,
`experience` what was measured elsewhere, `similarity` how much each data set counts, and
`portfolio` which configurations are worth a trial.
"""

from models.transfer.experience import Experience
from models.transfer.portfolio import Lessons

__all__ = ["Experience", "Lessons"]
