// What is made once of an object that is asked about thousands of times, and forgotten with it. May import nothing.

/** `make`, called once for each object: the same one asked again has the same answer. */
export function oncePer<Key extends object, Made>(make: (of: Key) => Made): (of: Key) => Made {
  const made = new WeakMap<Key, Made>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const fresh = make(of);
    made.set(of, fresh);
    return fresh;
  };
}
