/** Word count in which every single word is written, sorted and read again. */
export { input, map, reduce } from 'mr/apps/wc';
