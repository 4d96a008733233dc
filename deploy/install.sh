#!/bin/bash
# 把平台装成系统服务：在程序目录 /opt/weibao（已运行过 make setup）里以 root 运行 deploy/install.sh 域名
# 可反复运行：已有的设置、密钥、证书一概不动。ROOT=目录 时只把文件放到那个目录下（供检查），不建账号，不动服务。
set -euo pipefail
[ $# -eq 1 ] || { echo "用法：$0 域名" >&2; exit 2; }
name=$1 here=$(cd "$(dirname "$0")" && pwd) root=${ROOT:-}
owner=(-o weibao -g weibao) admin=(-o root -g weibao)
if [ -n "$root" ]; then
  owner=() admin=()
else
  [ "$(id -u)" -eq 0 ] || { echo "请以 root 运行。" >&2; exit 2; }
  id weibao >/dev/null 2>&1 || useradd --system --home-dir /srv/weibao --shell /usr/sbin/nologin weibao
fi

install -d "${owner[@]}" -m 0700 "$root/srv/weibao" "$root/srv/weibao/data" "$root/srv/weibao-backup" "$root/srv/weibao-heads"
install -d "${admin[@]}" -m 0750 "$root/etc/weibao"
install -d "${owner[@]}" -m 0700 "$root/etc/weibao/keys"
install -d -m 0755 "$root/etc/systemd/system" "$root/etc/nginx/conf.d" "$root/etc/rsyslog.d" "$root/etc/logrotate.d"
install -d -m 0750 "$root/var/log/weibao"

if [ ! -e "$root/etc/weibao/weibao.env" ]; then
  install "${admin[@]}" -m 0640 "$here/weibao.env" "$root/etc/weibao/weibao.env"
  sed -i "s/weibao\.example\.gov\.cn/$name/g" "$root/etc/weibao/weibao.env"
fi
install -m 0644 "$here"/systemd/* "$root/etc/systemd/system/"
install -m 0644 "$here/nginx/weibao.conf" "$root/etc/nginx/conf.d/weibao.conf"
sed -i "s/weibao\.example\.gov\.cn/$name/g" "$root/etc/nginx/conf.d/weibao.conf"
install -m 0644 "$here/rsyslog/30-weibao.conf" "$root/etc/rsyslog.d/30-weibao.conf"
install -m 0644 "$here/logrotate/weibao" "$root/etc/logrotate.d/weibao"
install -d -m 0755 "$root/usr/local/bin"
install -m 0755 "$here/weibao" "$root/usr/local/bin/weibao"
[ -e "$root/etc/weibao/tls/weibao.crt" ] || "$here/make-certificate.sh" "$name" "$root/etc/weibao/tls"
[ -n "$root" ] && exit 0

systemctl daemon-reload
cat <<'END'
文件已就位。接着生成密钥、初始化本县：
  weibao keys new; weibao audit key --new; weibao init --county 本县六位代码
再启动和巡检：
  systemctl enable --now weibao-web weibao-worker weibao-backup.timer weibao-doctor.timer
  systemctl reload nginx; systemctl restart rsyslog
  weibao backup; weibao doctor
END
