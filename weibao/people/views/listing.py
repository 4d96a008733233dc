"""The list of child files."""

from django.utils.translation import gettext_lazy as _

from weibao.people.filters import ChildFilter
from weibao.people.models import Child
from weibao.people.tables import ChildTable
from weibao.web.lists import ListView


class ChildList(ListView):
    ability = "children.view"
    queryset = Child.objects.kept()
    table_class = ChildTable
    filterset_class = ChildFilter
    title = _("儿童档案")
    empty = _("还没有儿童档案。导入部门数据并匹配之后，这里一人一档。")
