/** RPCs that a node's present incarnation waits for: no reply or loss has ended them yet. */
import type { Address, InFlight } from 'sim';

/** The RPCs of one caller. */
export class OpenCalls {
  calls = 0;
  /** Of the arguments. */
  bytes = 0;
  #links = new Map<Address, Link>();

  /** One more RPC to that server. */
  begin(to: Address, bytes: number): Link {
    let link = this.#links.get(to);
    if (link === undefined) this.#links.set(to, (link = { calls: 0, bytes: 0 }));
    this.#add(link, 1, bytes);
    return link;
  }

  /** @param link what {@link begin} returned */
  end(link: Link, bytes: number): void {
    this.#add(link, -1, -bytes);
  }

  #add(link: Link, calls: number, bytes: number): void {
    link.calls += calls;
    link.bytes += bytes;
    this.calls += calls;
    this.bytes += bytes;
  }
}

/** Those to one server. */
type Link = { -readonly [Field in keyof InFlight]: InFlight[Field] };
