"""Who is who: rows of seven feeds in, links to children out. Arrow tables; knows no Django."""

from weibao.linkage.comparing import Difference, differences
from weibao.linkage.linking import Linkage, link
from weibao.linkage.model import LinkageModel
from weibao.linkage.preparing import PREPARED, prepare

__all__ = ["PREPARED", "Difference", "Linkage", "LinkageModel", "differences", "link", "prepare"]
