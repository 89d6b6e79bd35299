// The test function, with people who use the Studio.
import { test as base, expect } from '@playwright/test';
import { Person } from './people.js';

export const test = base.extend({
  /** `arrive(options)`: a person. The test fails if their browser reported anything but `expecting`. */
  arrive: async ({ browser }, use) => {
    const people = [];
    await use(async ({ expecting = [], ...options } = {}) => {
      const person = await Person.arrive(browser, options);
      people.push({ person, expecting });
      return person;
    });
    for (const { person, expecting } of people) {
      await person.page.context().close();
      const unexpected = person.complaints.filter((text) => !expecting.some((known) => known.test(text)));
      expect(unexpected, 'errors that the browser reported').toEqual([]);
    }
  },
});
