/** The part of jstat that we use; it brings no types. */
declare module 'jstat' {
  const jstat: {
    readonly beta: {
      /** The quantile of the beta distribution: the x in [0, 1] below which lies the share p. */
      inv(p: number, alpha: number, beta: number): number;
    };
  };
  export default jstat;
}
