/** The subject of a run: the bundler puts the service here. */
declare module 'subject:labrpc' {
  export const testService: import('./test-service.ts').TestService;
}
