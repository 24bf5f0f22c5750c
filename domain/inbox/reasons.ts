/** The code of the reason that a mail was sent to our unsubscribe address: it is a wish that nobody has to confirm (I4). */
export const UNSUBSCRIBE_ADDRESS = 'unsubscribe_address';
