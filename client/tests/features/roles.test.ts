import { describe, expect, it } from "vitest";
import { grantFor, nothing, readGrants, withGrant, withLevel, withLineLevel, withRight } from "@/features/roles/grants";

describe("grants", () => {
  it("are read whatever stands in them", () => {
    expect(readGrants(null)).toEqual({});
    expect(readGrants({ boat: { rights: ["read", "fly"], read: "moon", fields: { price: "hidden" } } })).toEqual({
      boat: { rights: ["read"], read: "none", edit: "none", fields: { price: "hidden" } },
    });
  });

  it("of an object come before those of every object", () => {
    const grants = readGrants({ "*": { rights: ["read"], read: "all" }, boat: { rights: [], read: "none" } });
    expect(grantFor(grants, "boat").rights).toEqual([]);
    expect(grantFor(grants, "ship").read).toBe("all");
    expect(grantFor({}, "ship")).toBe(nothing);
  });

  it("give reading along with every other right", () => {
    expect(withRight(nothing, "edit", true)).toEqual({ rights: ["read", "edit"], read: "all", edit: "own", fields: {} });
  });

  it("take every right away together with reading", () => {
    const grant = withRight(nothing, "delete", true);
    expect(withRight(grant, "read", false)).toMatchObject({ rights: [], read: "none", edit: "none" });
  });

  it("let nobody delete for good what he may not see in the bin", () => {
    const grant = withRight(nothing, "purge", true);
    expect(grant.rights).toEqual(["read", "see_deleted", "purge"]);
    expect(withRight(grant, "see_deleted", false).rights).toEqual(["read"]);
  });

  it("that see only what is shared go on to see only that when they gain another right", () => {
    const shared = { ...nothing, rights: ["read" as const] };
    expect(withRight(shared, "export", true)).toMatchObject({ rights: ["read", "export"], read: "none", edit: "none" });
    expect(withRight({ ...shared, rights: ["read", "edit"] }, "share", true)).toMatchObject({ read: "none", edit: "none" });
  });

  it("keep only fields that show less", () => {
    const grant = withLevel(nothing, "price", "masked");
    expect(grant.fields).toEqual({ price: "masked" });
    expect(withLevel(grant, "price", "edit").fields).toEqual({});
  });

  it("fall back to every object's when an object's own are taken away", () => {
    const grants = withGrant({ "*": nothing }, "boat", withRight(nothing, "read", true));
    expect(Object.keys(withGrant(grants, "boat", null))).toEqual(["*"]);
  });
});

describe("grants of owned lines", () => {
  const order = withRight(nothing, "edit", true);

  it("hold the levels of their fields and follow their record in all else", () => {
    expect(withLineLevel({ order }, "order", "order_line", { price: "hidden" }).order_line).toEqual({ ...order, fields: { price: "hidden" } });
  });

  it("are gone when nothing is limited any more", () => {
    const limited = withLineLevel({ order }, "order", "order_line", { price: "hidden" });
    expect(Object.keys(withLineLevel(limited, "order", "order_line", {}))).toEqual(["order"]);
  });
});
