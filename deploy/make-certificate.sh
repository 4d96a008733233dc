#!/bin/bash
# 用内部证书机构签发网站证书：make-certificate.sh 域名 目录
# 县里已有证书机构的，只用它签 weibao.csr 即可。根证书 ca.crt 发到各办公电脑的“受信任的根证书颁发机构”；
# 根密钥 ca.key 签完就移出服务器，与平台密钥一起放进保险柜。再次运行只换网站证书，不换根证书。
set -euo pipefail
[ $# -eq 2 ] || { echo "用法：$0 域名 目录" >&2; exit 2; }
name=$1 folder=$2
umask 077
mkdir -p "$folder"
cd "$folder"
if [ ! -e ca.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 -days 3650 \
    -keyout ca.key -out ca.crt -subj "/CN=Weibao internal authority" \
    -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign" 2>/dev/null
fi
[ -e ca.key ] || { echo "根密钥 ca.key 不在 $folder：请从保险柜取来，签完再移走。" >&2; exit 2; }
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -sha256 \
  -keyout weibao.key.new -out weibao.csr -subj "/CN=$name" 2>/dev/null
openssl x509 -req -in weibao.csr -CA ca.crt -CAkey ca.key -CAcreateserial -sha256 -days 397 -out weibao.crt.new \
  -extfile <(printf 'subjectAltName=DNS:%s\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\n' "$name") 2>/dev/null
mv weibao.key.new weibao.key
mv weibao.crt.new weibao.crt
chmod 644 ca.crt weibao.crt
echo "网站证书 $folder/weibao.crt 到 $(openssl x509 -in weibao.crt -noout -enddate | cut -d= -f2) 为止。请把 ca.key 移到保险柜。"
