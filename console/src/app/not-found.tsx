import { Link } from '@tanstack/react-router';
import { words } from '../words/en.ts';

/** An address that no screen has. */
export function NotFound() {
  return (
    <div className="screen">
      <h1>{words.states.notThere}</h1>
      <p>
        <Link to="/">{words.screens.today}</Link>
      </p>
    </div>
  );
}
