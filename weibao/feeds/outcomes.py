"""Where the outcome of an import is shown."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from weibao.jobs.models import Job
from weibao.jobs.showing import Outcome, shows


def send_again(job: Job) -> str:
    """The receipt whose rows it was to mend, else the upload page with the feed filled in."""
    if job.arguments.get("mends"):
        return reverse("feeds:receipt", args=[job.arguments["mends"]])
    return f"{reverse('feeds:upload')}?{urlencode({'feed': job.arguments['feed']})}"


@shows("feeds.import", again=send_again)
def imported(job: Job) -> Outcome:
    receipt = job.result
    address = reverse("feeds:receipt", args=[receipt["batch"]])
    if receipt.get("already"):
        sentence = _("这个文件以前已经导入过，内容完全相同，没有重复导入。")
        return Outcome(sentence, address, _("查看当时的回执"))
    sentence = _(
        "共读取 %(rows)s 行：接收 %(accepted)s 行，重复 %(duplicates)s 行，隔离 %(quarantined)s 行，非数据 %(not_data)s 行。"
    )
    return Outcome(sentence % receipt, address, _("查看回执"))
