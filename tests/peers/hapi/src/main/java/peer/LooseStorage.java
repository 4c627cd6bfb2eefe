package peer;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The same storage, but what a resource refers to need not be there: examples are written one by one. */
@Configuration
public class LooseStorage extends Storage {

    @Bean
    @Override
    public JpaStorageSettings storageSettings() {
        var settings = super.storageSettings();
        settings.setEnforceReferentialIntegrityOnWrite(false);
        // a resource of the same filing, where only one of them is written
        settings.setTreatReferencesAsLogical(Set.of("urn:uuid:*"));
        return settings;
    }
}
