from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mentorship", "0004_lookup_ground")]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="dated_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
