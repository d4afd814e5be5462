// A short message centre for the tests: the sessions and pieces are those of the package `smpp`, whose
// reading of SMPP is not ours. What it does with a message, the last digits of the number say.
//
//   node smsc.js FOLDER PORT SECURE_PORT
//
// It writes each submit that it took as a line of FOLDER/taken.jsonl. Who signs in as `premura…` with
// `secret` is let in, and hears of what was sent under the same name.
const fs = require('fs');
const path = require('path');
const smpp = require('smpp');

const [folder, port, securePort] = process.argv.slice(2);
const taken = path.join(folder, 'taken.jsonl');
fs.writeFileSync(taken, '');
let last = 0x1000;

// How each ends: a status at once, or what a receipt says later.
const refused = { '0001': smpp.ESME_RINVDSTADR, '0002': smpp.ESME_RTHROTTLED, '0003': smpp.ESME_RINVMSGLEN };
const bounced = { '0004': ['UNDELIV', 5, '001'], '0005': ['EXPIRED', 3, '027'] };

function bind(answer) {
  return (pdu) => {
    const known = pdu.system_id.startsWith('premura') && pdu.password === 'secret';
    answer.who = pdu.system_id;
    const status = known ? smpp.ESME_ROK : smpp.ESME_RINVPASWD;
    answer.send(pdu.response({ command_status: status, system_id: 'test-smsc' }));
    answer.hears = known && pdu.command !== 'bind_transmitter';
    answer.says = known && pdu.command !== 'bind_receiver';
  };
}

const sessions = new Set();

// Says it to somebody who hears, again until it is taken.
function deliver(who, fields) {
  const again = () => setTimeout(() => deliver(who, fields), 100);
  const hearing = [...sessions].find((one) => one.hears && one.who === who);
  if (!hearing) return void again();
  hearing.deliver_sm(fields, (answer) => {
    if (answer.command_status !== smpp.ESME_ROK) again();
  });
}

function receipt(who, pdu, id) {
  const number = pdu.destination_addr;
  const [stat, state, error] = bounced[number.slice(-4)] ?? ['DELIVRD', 2, '000'];
  const about = { source_addr: number, destination_addr: pdu.source_addr, esm_class: 0x04 };
  // Half of them say it by optional parameters alone, as SMPP 5 would have it.
  if (number.slice(-1) === '6') return deliver(who, { ...about, receipted_message_id: id, message_state: state });
  const text = `id:${id} sub:001 dlvrd:001 submit date:2605041000 done date:2605041001 ` +
    `stat:${stat} err:${error} text:${(pdu.short_message.message ?? '').toString().slice(0, 20)}`;
  deliver(who, { ...about, short_message: text });
}

// Somebody writes back, at length.
function writeBack(who, pdu) {
  const parts = ['STOP per favore. '.repeat(9), 'Grazie, è tutto: 10 €'];
  parts.forEach((message, place) => deliver(who, {
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    data_coding: 0,
    short_message: { udh: Buffer.from([5, 0, 3, 77, parts.length, place + 1]), message },
  }));
}

function submit(session, pdu) {
  const number = pdu.destination_addr;
  const status = session.says ? refused[number.slice(-4)] ?? smpp.ESME_ROK : smpp.ESME_RINVBNDSTS;
  if (status !== smpp.ESME_ROK) return session.send(pdu.response({ command_status: status }));
  const id = (last += 1).toString(16).toUpperCase();
  const { udh, message } = pdu.short_message;
  const line = {
    id,
    from: [pdu.source_addr_ton, pdu.source_addr_npi, pdu.source_addr],
    to: [pdu.dest_addr_ton, pdu.dest_addr_npi, number],
    coding: pdu.data_coding,
    receipt: pdu.registered_delivery,
    validity: pdu.validity_period,
    udh: udh ? Buffer.concat(udh).toString('hex') : '',
    text: message || pdu.message_payload?.message || '',
    secure: session.secure,
  };
  fs.appendFileSync(taken, `${JSON.stringify(line)}\n`);
  session.send(pdu.response({ message_id: id }));
  if (pdu.registered_delivery & 1) receipt(session.who, pdu, id);
  if (number.endsWith('0007')) writeBack(session.who, pdu);
}

function serve(secure) {
  return (session) => {
    session.secure = secure;
    sessions.add(session);
    for (const how of ['bind_transceiver', 'bind_transmitter', 'bind_receiver']) session.on(how, bind(session));
    session.on('submit_sm', (pdu) => submit(session, pdu));
    session.on('enquire_link', (pdu) => session.send(pdu.response()));
    session.on('unbind', (pdu) => {
      fs.appendFileSync(taken, `${JSON.stringify({ unbound: session.who })}\n`);
      session.send(pdu.response());
      session.close();
    });
    session.on('close', () => sessions.delete(session));
    session.on('error', () => sessions.delete(session));
  };
}

const secured = {
  key: fs.readFileSync(path.join(folder, 'key.pem')),
  cert: fs.readFileSync(path.join(folder, 'cert.pem')),
};
smpp.createServer({}, serve(false)).listen(Number(port), '127.0.0.1');
smpp.createServer(secured, serve(true)).listen(Number(securePort), '127.0.0.1', () => console.log('ready'));
