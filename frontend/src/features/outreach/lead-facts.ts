import type { Dealer, Lead, User } from '../../api/types'

/** What the portal fills into a message about this lead, written as it writes it. */
export function leadFacts(lead: Lead, dealer: Pick<Dealer, 'name'>, user: Pick<User, 'name'>): string[] {
  const { vehicle } = lead
  const make = vehicle.make.toLowerCase() === 'ford' ? '' : `${vehicle.make} `
  return [
    firstName(lead.customer.name),
    `${vehicle.year} ${make}${vehicle.model}`,
    lead.assignee?.name ?? user.name,
    dealer.name,
    vehicle.mileage == null ? '' : `${vehicle.mileage.toLocaleString('en-US')} miles`,
    vehicle.city,
  ].filter(Boolean)
}

/** The first name in "Dana Ortiz" and in "Ortiz, Dana". */
function firstName(name: string): string {
  const [last, first] = name.split(',').map(s => s.trim())
  return (last && first ? first : name).trim().split(/\s+/)[0] ?? ''
}
