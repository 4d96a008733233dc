"""Where the outcomes of the child file's background work are shown."""

from django.urls import reverse
from django.utils.translation import gettext as _

from weibao.jobs.models import Job
from weibao.jobs.showing import Outcome, shows


@shows("people.match")
def matched(job: Job) -> Outcome:
    sentence = _("新关联 %(rows)s 行，新建 %(children)s 份儿童档案，有 %(review)s 行等待核对。") % {
        "rows": job.result["new_records"],
        "children": job.result["new_children"],
        "review": job.result["review"],
    }
    return Outcome(sentence, reverse("people:review"), _("去核对"))
