import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_acknowledgement_by_language'),
    ]

    operations = [
        migrations.AddField(
            model_name='inbound',
            name='peer_ip',
            field=models.CharField(default='', max_length=45),
        ),
        migrations.AddField(
            model_name='inbound',
            name='peer_helo',
            field=models.CharField(default='', max_length=255),
        ),
        migrations.CreateModel(
            name='Breaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address', models.CharField(default='', max_length=320)),
                ('reason', models.CharField(max_length=5)),
                ('mails', models.IntegerField()),
                ('since', models.DateTimeField()),
                ('line', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='breakers', to='channels.line')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
