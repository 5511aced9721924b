/** The rules that a run of labrpc can break. */
import type { Property } from 'sim';

const rule = (name: string): Property => ({ name, section: '' });

export const OWN_REPLY = rule('Each call gets its own reply, or none');
export const COPIES = rule('The receiver gets a copy of what was sent');
export const CUT_OFF = rule('No message passes a cut');
export const LOSSES = rule('An unreliable network loses some messages');
export const DEATH = rule('A dead server does not answer');
export const PROMPT = rule('A caller hears in time what became of its call');
export const COUNTS = rule('Calls and bytes are counted');
