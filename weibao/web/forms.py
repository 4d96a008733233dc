"""Django's own form rendering with one field template."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Forms come as labelled fields, hints under, errors beside the field and summed on top."""

    form_template_name = "web/form.html"
    field_template_name = "web/field.html"
