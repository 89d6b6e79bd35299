// Accounts: invitations, roles, suspension, profiles, and the links of mails.
import assert from 'node:assert/strict';
import { test } from './fixtures.js';
import * as flow from './flow.js';
import { mailedToken } from './mails.js';
import { ADMIN, newAccount } from './people.js';
import { picture } from './pictures.js';

const PHONE = { colorScheme: 'dark', viewport: { width: 390, height: 800 } };
const NEW_PASSWORD = 'another battery staple';

/** Open a dialog of an account or invitation, and confirm it. */
async function confirm(person, action, about, button = action) {
  await person.action(action, about).click();
  await person.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
}

async function follow(person, page, token) {
  await person.goTo('/');
  await person.goTo(`/${page}#token=${token}`);
}

test.describe('accounts', () => {
  test('lets an admin invite, promote, suspend and reinstate', async ({ arrive }) => {
    const admin = await arrive();
    // The suspension ends the guest's session.
    const guest = await arrive({ ...PHONE, expecting: [/status of 401/] });
    const account = newAccount('Grace Guest');
    await flow.logIn(admin, ADMIN);
    await admin.link('People').click();
    await admin.sees('People');
    await admin.field('E-mail').fill(account.email);
    await admin.button('Invite').click();
    await admin.reads(`${account.email} is invited.`);
    assert.match(await admin.field('Link of the invitation').inputValue(), /#token=/);
    await admin.looks('invitations');

    await follow(guest, 'accept-invite', await mailedToken(account.email));
    await guest.sees('Accept the invitation');
    await guest.looks('accept-invite-dark-phone');
    await guest.field('Name').fill(account.name);
    await guest.field('Password').fill(account.password);
    await guest.button('Create the account').click();
    await guest.sees('Dashboard');

    await admin.field('E-mail').fill('someone@example.com');
    await admin.field('Role').selectOption('Admin');
    await admin.button('Invite').click();
    await confirm(admin, 'Revoke', 'someone@example.com');
    await admin.reads('Revoked: someone@example.com');

    await admin.field('Search by name or address').fill(account.email);
    await confirm(admin, 'Make admin', account.email);
    await admin.reads('Now an admin: Grace Guest');
    await confirm(admin, 'Remove as admin', account.email);
    await admin.reads('No longer an admin: Grace Guest');
    await confirm(admin, 'Suspend', account.email);
    await admin.reads('Suspended: Grace Guest');
    await admin.looks('accounts');
    await flow.logIn(guest, account);
    await guest.reads('This account is suspended.');
    await guest.looks('suspended-dark-phone');
    await confirm(admin, 'Reinstate', account.email);
    await admin.reads('Reinstated: Grace Guest');
    await flow.fillLogin(guest, account);
    await guest.sees('Dashboard');
  });

  test('keeps the last admin, and says so in the dialog', async ({ arrive }) => {
    const admin = await arrive(PHONE);
    await flow.logIn(admin, ADMIN);
    await admin.sees('Review');
    await admin.goTo('/people?show=admins');
    await confirm(admin, 'Suspend', ADMIN.email);
    await admin.page.getByRole('dialog').getByRole('alert').waitFor();
    await admin.looks('last-admin-dark-phone');
    await admin.button('Cancel').click();
    await admin.looks('accounts-dark-phone');
  });

  test('saves a profile, confirms addresses, and resets a password', async ({ arrive }) => {
    const person = await arrive();
    const account = newAccount();
    await flow.signUp(person, account);
    await person.link('Account').click();
    await person.field('About you').fill('Writes about balconies.');
    await person.field('Website').fill('https://example.com/ada');
    await person.field('Upload a picture').setInputFiles(picture());
    await person.page.getByAltText('Your avatar').waitFor();
    await person.field('Notes on my posts').uncheck();
    await person.button('Save the profile').click();
    await person.reads('Your profile was saved.');
    await person.looks('account');
    await person.page.reload();
    assert.equal(await person.field('About you').inputValue(), 'Writes about balconies.');
    assert.equal(await person.field('Notes on my posts').isChecked(), false);

    await person.button('Send a link to confirm it').click();
    await person.reads('A mail with a link is on its way.');
    await follow(person, 'verify-email', await mailedToken(account.email));
    await person.looks('verify-email');
    await person.button('Confirm this address').click();
    await person.reads('is confirmed.');

    const next = newAccount().email;
    await person.goTo('/account');
    await person.field('New address').fill(next);
    await person.field('Your password').fill('wrong password');
    await person.button('Change the address').click();
    await person.reads('The password is wrong.');
    await person.field('Your password').fill(account.password);
    await person.button('Change the address').click();
    await person.reads(`Open the link that was mailed to ${next}`);
    await follow(person, 'verify-email', await mailedToken(next));
    await person.button('Confirm this address').click();
    await person.reads('is confirmed.');

    const phone = await arrive(PHONE);
    await phone.goTo('/login');
    await phone.link('Forgot your password?').click();
    await phone.looks('forgot-dark-phone');
    await phone.field('E-mail').fill(next);
    await phone.button('Send the link').click();
    await phone.reads('If an account has this address');
    const token = await mailedToken(next);
    await follow(phone, 'reset-password', token);
    await phone.looks('reset-password-dark-phone');
    await phone.field('New password').fill(NEW_PASSWORD);
    await phone.button('Set the password').click();
    await phone.sees('Dashboard');
    await follow(phone, 'reset-password', token);
    await phone.field('New password').fill(account.password);
    await phone.button('Set the password').click();
    await phone.page.getByRole('alert').waitFor();
    await phone.looks('used-link-dark-phone');
  });

  test('exports the data of an account, and deletes it', async ({ arrive }) => {
    const person = await arrive({ expecting: [/status of 401/] });
    const account = newAccount('Dora Departing');
    await flow.signUp(person, account);
    await person.link('Account').click();
    await person.button('Export my data').click();
    const url = await person.link('Download your data').getAttribute('href');
    const { pathname, search } = new URL(url, process.env.API_URL);
    const file = await fetch(process.env.API_URL + pathname + search);
    assert.match(await file.text(), /Dora Departing/);
    await person.action('Delete my account', account.name).click();
    await person.looks('delete-account');
    await person.field('Password to confirm').fill('something else');
    await person.button('Delete it permanently').click();
    await person.page.getByRole('dialog').getByRole('alert').waitFor();
    await person.field('Password to confirm').fill(account.password);
    await person.button('Delete it permanently').click();
    await person.sees('Worth reading');
    await flow.logIn(person, account);
    await person.page.getByRole('alert').waitFor();
  });
});
