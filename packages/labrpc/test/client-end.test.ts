/** Types of client ends. What must not compile is checked by `pnpm typecheck`. */
import type { NodeContext } from 'sim/guest';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ClientEnd, clientEnd } from '../guest/index.ts';
import type { ArgsOf, MethodOf, ReplyOf } from '../src/client-end.ts';

interface Shop {
  price(args: { readonly item: string }): number;
  order(args: { readonly item: string; readonly count: number }): Promise<{ id: number }>;
  /** At once or later. */
  cancel(args: { readonly id: number }, from: string): boolean | Promise<boolean>;
  closed(): string;
  /** Only some shops deliver. */
  deliver?(args: { readonly id: number }): 'soon' | 'never';
  readonly name: string;
}

/** A node that answers each of its calls with that call. */
const echoing = {
  call: (to: string, method: string, args: unknown) => Promise.resolve({ to, method, args }),
} as NodeContext;

const shop: ClientEnd<Shop> = clientEnd<Shop>(echoing, 'S1', 'shop');

describe('a client end', () => {
  it('sends to service.method at its address', async () => {
    const call: unknown = await shop.call('price', { item: 'tea' });
    expect(call).toEqual({ to: 'S1', method: 'shop.price', args: { item: 'tea' } });
  });

  it('offers the methods of the service and nothing else', () => {
    type Methods = 'price' | 'order' | 'cancel' | 'closed' | 'deliver';
    expectTypeOf<MethodOf<Shop>>().toEqualTypeOf<Methods>();
    // @ts-expect-error There is no such method.
    void (() => shop.call('prize', { item: 'tea' }));
    // @ts-expect-error A field is no method.
    void (() => shop.call('name', undefined));
  });

  it('takes the arguments of the method', () => {
    expectTypeOf<ArgsOf<Shop, 'order'>>().toEqualTypeOf<{
      readonly item: string;
      readonly count: number;
    }>();
    expectTypeOf<ArgsOf<Shop, 'cancel'>>().toEqualTypeOf<{ readonly id: number }>();
    expectTypeOf<ArgsOf<Shop, 'closed'>>().toEqualTypeOf<undefined>();
    // @ts-expect-error A field is missing.
    void (() => shop.call('order', { item: 'tea' }));
    // @ts-expect-error A field has the wrong type.
    void (() => shop.call('order', { item: 'tea', count: 'two' }));
    // @ts-expect-error These are the arguments of another method.
    void (() => shop.call('cancel', { item: 'tea' }));
    // @ts-expect-error There are none.
    void (() => shop.call('order'));
  });

  it('answers with the reply of the method, or undefined', () => {
    expectTypeOf<ReplyOf<Shop, 'deliver'>>().toEqualTypeOf<'soon' | 'never'>();
    const replies = () => ({
      price: shop.call('price', { item: 'tea' }),
      order: shop.call('order', { item: 'tea', count: 2 }),
      cancel: shop.call('cancel', { id: 1 }),
      closed: shop.call('closed', undefined),
    });
    expectTypeOf(replies).returns.toEqualTypeOf<{
      price: Promise<number | undefined>;
      order: Promise<{ id: number } | undefined>;
      cancel: Promise<boolean | undefined>;
      closed: Promise<string | undefined>;
    }>();
    // @ts-expect-error The reply may be lost: `undefined` has to be looked at.
    void (async () => (await shop.call('price', { item: 'tea' })).toFixed());
  });
});
