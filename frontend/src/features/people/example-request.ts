/** A request with a key, as it is typed into a terminal. */
export const exampleRequest = (secret: string) =>
  `curl -H "Authorization: Bearer ${secret}" "${window.location.origin}/api/leads?limit=3"`
