import { Loading } from '../components/loading'

export const Waiting = () => <Loading rows={10} />
