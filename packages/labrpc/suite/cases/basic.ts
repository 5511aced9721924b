import { labrpcCase } from '../labrpc-case.ts';
import { OWN_REPLY } from '../properties.ts';

export const basic = labrpcCase({
  name: 'Basic',
  about: 'Arguments reach the handler of the method that was called, and its reply comes back.',

  async run(t) {
    t.expectSame(OWN_REPLY, "parse('9099')", await t.call('parse', '9099'), 9099);
    t.expectSame(OWN_REPLY, 'handle(111)', await t.call('handle', 111), 'handled 111');
  },
});
