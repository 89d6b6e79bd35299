// Mails of the API, which it writes to files.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { until } from './people.js';

const folder = process.env.MAILS;
const opened = new Set();

/** Wait for a mail with a link to an address, and return the token of the link. */
export async function mailedToken(address) {
  let token;
  await until(`a mail to ${address}`, async () => {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names.filter((each) => !opened.has(each))) {
      const mail = plain(readFileSync(path.join(folder, name), 'utf8'));
      token = mail.includes(`\r\nTo: ${address}\r\n`) && /#token=([\w.-]+)\r\n/.exec(mail)?.[1];
      if (!token) continue;
      opened.add(name);
      return true;
    }
    return false;
  });
  return token;
}

/** Without quoted-printable encoding, as far as the links need it. */
const plain = (mail) => mail.replaceAll('=\r\n', '').replaceAll('=3D', '=');
