// SPDX-License-Identifier: Apache-2.0
// What the server's codes mean, in French. The server's own sentence is English and stands for codes not listed.
import type { Language } from './strings';

const french: Readonly<Record<string, string>> = {
  meeting_not_running:
    'La réunion n’a pas commencé dans BigBlueButton : la diffusion suit dès que quelqu’un l’ouvre.',
  not_found:
    'BigBlueButton ne connaît pas cette réunion : démarrez-la, ou vérifiez le meeting_id de la diffusion.',
  unreachable: 'Le serveur BigBlueButton est injoignable : vérifiez son adresse et le réseau.',
  timeout: 'Le serveur BigBlueButton ne répond pas : vérifiez qu’il fonctionne.',
  tls: 'Le certificat du serveur BigBlueButton n’est pas reconnu : renouvelez-le ou déclarez son autorité.',
  checksum_error:
    'BigBlueButton refuse notre signature : vérifiez [bbb] secret et [bbb] checksum dans la configuration.',
  bbb_not_configured:
    'Aucun serveur BigBlueButton n’est configuré : renseignez [bbb] url et secret, puis redémarrez.',
  meeting_full: 'La réunion est pleine : libérez une place ou relevez sa limite dans BigBlueButton.',
  max_participants_reached:
    'La réunion est pleine : libérez une place ou relevez sa limite dans BigBlueButton.',
  guest_denied: 'Un modérateur a refusé Amphi en salle d’attente : relancez la diffusion et acceptez-la.',
  guest_denied_access: 'BigBlueButton n’admet pas d’invités dans cette réunion : changez sa règle d’accueil.',
  user_requested_eject_reason: 'Un modérateur a retiré Amphi de la réunion.',
  livekit: 'Cette réunion passe par LiveKit, qu’Amphi ne sait pas encore suivre.',
  ended_from_api: 'La réunion a été close par l’application qui l’avait créée.',
  ended_after_user_logged_out: 'Un modérateur a mis fin à la réunion.',
  ended_when_last_user_left: 'La réunion s’est close quand tout le monde est parti.',
  ended_after_exceeding_duration: 'La réunion a atteint sa durée prévue.',
  meeting_ended: 'La réunion est terminée.',
  paused: 'La diffusion est en pause : elle reprend quand la régie le décide.',
  lobby: 'Le robot attend en salle d’attente : un modérateur doit l’accepter dans la réunion.',
  duplicate_user_in_meeting_eject_reason:
    'Le même utilisateur a rejoint la réunion ailleurs : donnez à chaque diffusion son propre identifiant.',
  stopped: 'La diffusion a été arrêtée. Elle peut être relancée.',
};

export interface Reason {
  text: string;
  language: Language;
}

/** What to tell a listener about `code`, and in which language that turned out to be. */
export function reason(code: string, detail: string, wanted: Language): Reason {
  const translated = wanted === 'fr' ? french[code] : undefined;
  return translated ? { text: translated, language: 'fr' } : { text: detail, language: 'en' };
}
