import django.db.models.deletion
import weibao.cipher.fields
import weibao.cipher.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_signing_in'),
    ]

    operations = [
        # Made anew, not altered: no database turns a text into the bytes that are encrypted of it.
        migrations.DeleteModel(name='SecondFactor'),
        migrations.CreateModel(
            name='SecondFactor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('binding', models.BinaryField(default=weibao.cipher.models.new_binding, max_length=16)),
                ('kind', models.CharField(choices=[('totp', '动态口令'), ('passkey', '通行密钥')], max_length=8, verbose_name='方式')),
                ('name', models.CharField(max_length=40, verbose_name='名称')),
                ('secret', weibao.cipher.fields.EncryptedTextField(blank=True)),
                ('last_step', models.BigIntegerField(default=0)),
                ('credential_id', models.CharField(blank=True, max_length=1400)),
                ('credential', models.TextField(blank=True)),
                ('host', models.CharField(blank=True, max_length=253)),
                ('signatures', models.PositiveBigIntegerField(default=0)),
                ('added_at', models.DateTimeField(auto_now_add=True, verbose_name='设置时间')),
                ('used_at', models.DateTimeField(blank=True, null=True, verbose_name='最近使用')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='factors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '第二重验证',
                'verbose_name_plural': '第二重验证',
                'ordering': ['added_at', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('credential_id', ''), _negated=True), fields=('credential_id',), name='one_row_a_passkey')],
            },
        ),
    ]
