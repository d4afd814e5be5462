// A push service and a device for the tests: the sealed text is opened by the package `http_ece`, and
// who speaks is known by node's own cryptography, neither of which is ours. What it does with a bell,
// the address says.
//
//   node push.js FOLDER PORT
//
// FOLDER/device.json says how the device is reached; each bell that was taken is a line of
// FOLDER/taken.jsonl. TLS is by FOLDER/key.pem and FOLDER/cert.pem.
const crypto = require('crypto');
const fs = require('fs');
const https = require('https');
const path = require('path');
const ece = require('http_ece');

const [folder, port] = process.argv.slice(2);
const taken = path.join(folder, 'taken.jsonl');
fs.writeFileSync(taken, '');
const device = crypto.createECDH('prime256v1');
device.generateKeys();
const secret = crypto.randomBytes(16);
const packed = (bytes) => bytes.toString('base64url');
fs.writeFileSync(
  path.join(folder, 'device.json'),
  JSON.stringify({ key: packed(device.getPublicKey()), secret: packed(secret) }),
);

// What the token says, if the key it names made it for us; RFC 8292.
function who(header) {
  const [, token, key] = /^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]+)$/.exec(header ?? '');
  const [head, claims, signature] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const part = (from, to) => packed(point.subarray(from, to));
  const jwk = { kty: 'EC', crv: 'P-256', x: part(1, 33), y: part(33, 65) };
  const public = crypto.createPublicKey({ key: jwk, format: 'jwk' });
  const right = crypto.verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: public, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const said = JSON.parse(Buffer.from(claims, 'base64url'));
  const { alg, typ } = JSON.parse(Buffer.from(head, 'base64url'));
  if (!right || alg !== 'ES256' || typ !== 'JWT') throw new Error('the signature is wrong');
  if (said.aud !== `https://localhost:${port}`) throw new Error(`for somebody else: ${said.aud}`);
  const left = said.exp - Date.now() / 1000;
  if (left <= 0 || left > 24 * 3600) throw new Error(`it holds for ${left} seconds`);
  return said;
}

function opened(body) {
  return ece.decrypt(body, { version: 'aes128gcm', privateKey: device, authSecret: packed(secret) });
}

const answers = {
  '/gone': [410], '/unknown': [404], '/busy': [429, { 'Retry-After': '120' }],
  '/overloaded': [503], '/broken': [500], '/refused': [403],
  '/away': [307, { Location: `https://localhost:${port}/ok/elsewhere` }],
};

function answer(request, response, body) {
  if (request.url === '/silent') return;
  if (request.url === '/huge') {
    response.writeHead(400);
    const more = () => { while (response.write('x'.repeat(65536))); };
    response.on('drain', more);
    more();
    return;
  }
  const known = answers[request.url];
  if (known) return void response.writeHead(...known).end();
  try {
    const { sub } = who(request.headers.authorization);
    if (request.headers['content-encoding'] !== 'aes128gcm') throw new Error('sealed otherwise');
    const bell = { path: request.url, text: opened(body).toString(), sub, ttl: request.headers.ttl };
    fs.appendFileSync(taken, `${JSON.stringify(bell)}\n`);
    response.writeHead(201, { Location: '/message/1' }).end();
  } catch (error) {
    response.writeHead(400).end(String(error));
  }
}

const tls = { key: fs.readFileSync(path.join(folder, 'key.pem')), cert: fs.readFileSync(path.join(folder, 'cert.pem')) };
https
  .createServer(tls, (request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => answer(request, response, Buffer.concat(parts)));
    response.on('error', () => {});
  })
  .listen(Number(port), '127.0.0.1', () => console.log('ready'));
