package peer;

import ca.uhn.fhir.jpa.packages.IPackageInstallerSvc;
import ca.uhn.fhir.jpa.packages.PackageInstallationSpec;
import ca.uhn.fhir.rest.server.interceptor.RequestValidatingInterceptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.utilities.npm.NpmPackage;
import org.springframework.context.ApplicationContext;

/** FHIR packages in HAPI's storage, and what is written held against the profiles that it names. */
final class Profiles {

    private final ApplicationContext beans;

    Profiles(ApplicationContext beans) {
        this.beans = beans;
    }

    /** Installs a package from its archive; what it depends on is installed before it, for nothing is fetched. */
    void install(Path archive) throws IOException {
        var content = Files.readAllBytes(archive);
        var told = NpmPackage.fromPackage(new ByteArrayInputStream(content));
        var specification = new PackageInstallationSpec()
                .setName(told.name())
                .setVersion(told.version())
                .setPackageContents(content)
                .setInstallMode(PackageInstallationSpec.InstallModeEnum.STORE_AND_INSTALL);
        beans.getBean(IPackageInstallerSvc.class).install(specification);
    }

    /** Refuses a write in which the validator finds an error; {@code $validate} asks the same validator. */
    RequestValidatingInterceptor guard() {
        var validator = beans.getBean(FhirInstanceValidator.class);
        // what a reference points to need not be there, but of which type it is can be seen
        validator.setAssumeValidRestReferences(true);
        var guard = new RequestValidatingInterceptor();
        guard.addValidatorModule(validator);
        return guard;
    }
}
