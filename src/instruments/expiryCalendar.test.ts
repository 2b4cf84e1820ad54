import fc from "fast-check";
import { expect, test } from "vitest";
import { deribitOptionExpiries, listedExpiries } from "./expiryCalendar.ts";

const daysOf = (at: string, rule = deribitOptionExpiries): string[] =>
  listedExpiries(Date.parse(at), rule).map((ms) => new Date(ms).toISOString().slice(0, 10));

test("the expiries of the ETH chain recorded on Monday 2024-01-08", () => {
  const recorded =
    "2024-01-09 2024-01-10 2024-01-11 2024-01-12 2024-01-19 2024-01-26 2024-02-23 2024-03-29 2024-06-28 2024-09-27 2024-12-27";
  expect(daysOf("2024-01-08T11:19:00Z")).toEqual(recorded.split(" "));
});

test("the expiries of the BTC chain recorded on the evening of an expiry Friday, 2024-05-24", () => {
  const recorded =
    "2024-05-25 2024-05-26 2024-05-27 2024-05-31 2024-06-07 2024-06-14 2024-06-28 2024-07-26 2024-09-27 2024-12-27 2025-03-28";
  expect(daysOf("2024-05-24T19:28:00Z")).toEqual(recorded.split(" "));
});

test("the expirations recorded at 07:50 UTC of 2026-05-20, when the venue listed four days", () => {
  const recorded =
    "2026-05-20 2026-05-21 2026-05-22 2026-05-23 2026-05-29 2026-06-05 2026-06-26 2026-07-31 2026-09-25 2026-12-25 2027-03-26";
  expect(daysOf("2026-05-20T07:50:53Z", { ...deribitOptionExpiries, dailies: 4 })).toEqual(recorded.split(" "));
});

test("an expiry leaves the list at the very moment it settles", () => {
  expect(daysOf("2024-06-28T07:59:59.999Z")[0]).toBe("2024-06-28");
  expect(daysOf("2024-06-28T08:00:00Z")[0]).toBe("2024-06-29");
});

test("at any time: all ahead, in order, at the hour, the far ones last Fridays of a quarter", () => {
  const times = fc.integer({ min: Date.UTC(2017, 0, 1), max: Date.UTC(2040, 0, 1) });
  fc.assert(
    fc.property(times, (at) => {
      const listed = listedExpiries(at, deribitOptionExpiries);
      for (const [k, one] of listed.entries()) {
        expect(one).toBeGreaterThan(at);
        expect(one).toBeGreaterThan(listed[k - 1] ?? 0);
        expect(new Date(one).getUTCHours()).toBe(8);
      }
      const last = new Date(listed.at(-1)!);
      expect(last.getUTCDay()).toBe(5);
      expect(last.getUTCMonth() % 3).toBe(2);
      expect(new Date(last.getTime() + 7 * 86_400_000).getUTCMonth()).not.toBe(last.getUTCMonth());
    }),
  );
});
