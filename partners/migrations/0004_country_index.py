from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a country has a public partner is asked for each country by itself."""

    dependencies = [("partners", "0003_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(fields=["country", "state"], name="partner_country"),
        ),
    ]
