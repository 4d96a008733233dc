"""Numbers and changes as the pages write them."""

from django import template

from weibao.reporting import wording

register = template.Library()
register.filter(wording.written)
register.filter(wording.change_sentence)
register.simple_tag(wording.hidden_note)
