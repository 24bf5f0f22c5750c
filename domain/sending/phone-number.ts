export { PHONE_PROBLEMS, phoneKey, phoneKeys, readPhoneNumber, type PhoneNumber, type PhoneProblem } from '../customers/phone-number.ts';
