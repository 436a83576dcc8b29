from django.db import models
from django.db.models import Q

from ringback.company.models import Attribute
from ringback.kit.models import Base, labels
from ringback.people.models.contact import Contact
from ringback.people.models.organization import Organization


class AttributeValue(Base):
    """What a contact or an organization has in a field that the house defined; no row where they have nothing. `value`
    is the canonical text, `number` what numbers and days are compared by (company.attribute_values)."""

    # The field itself says more exactly what kind of personal data this is.
    pii = labels(content="value number")

    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="values")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.CASCADE, related_name="attribute_values")
    organization = models.ForeignKey(
        Organization, null=True, on_delete=models.CASCADE, related_name="attribute_values"
    )
    value = models.CharField(max_length=500)
    number = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "attribute"], name="one_value_of_contact"),
            models.UniqueConstraint(fields=["organization", "attribute"], name="one_value_of_organization"),
            models.CheckConstraint(
                condition=Q(contact=None) ^ Q(organization=None), name="value_of_one_of_both"
            ),
        ]
        indexes = [
            models.Index(fields=["attribute", "value"], name="attribute_by_value"),
            models.Index(fields=["attribute", "number"], name="attribute_by_number"),
        ]
