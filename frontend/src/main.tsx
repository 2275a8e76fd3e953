import { createRoot } from 'react-dom/client'
import { Gate } from './app/gate'
import './styles/global.css'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no place for the application')
createRoot(root).render(<Gate />)
